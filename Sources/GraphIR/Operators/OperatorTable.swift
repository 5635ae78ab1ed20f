/// Every operator of the language: the one list that the parser, the suggestions and the reference read.
public let operatorTable: [OperatorReference] =
    [Flatten.reference, Linear.reference] + Conv.references + [ConvTranspose.reference]
    + MaxPool.references + AvgPool.references + [AdaptiveAvgPool.reference]
    + BatchNorm.references + [LayerNorm.reference, GroupNorm.reference] + Dropout.references
    + Elementwise.table.map(\.reference)
    + [Softmax.reference, LogSoftmax.reference]

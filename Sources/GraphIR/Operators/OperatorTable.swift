/// Every operator of the language: the one list that the parser, the suggestions and the reference read.
public let operatorTable: [OperatorReference] =
    [Flatten.reference, Linear.reference, Conv2d.reference, MaxPool2d.reference]
    + BatchNorm.references + [Dropout.reference]
    + Elementwise.table.map(\.reference)
    + [Softmax.reference, LogSoftmax.reference]

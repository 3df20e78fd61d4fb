namespace AsyncRL;

/// <summary>The optimizer.</summary>
public sealed record OptimizerOptions : OptionRecord
{
    /// <summary>shared-rmsprop, rmsprop, momentum-sgd, adagrad or adam. Default shared-rmsprop.</summary>
    [Option(
        "shared-rmsprop, rmsprop (statistics per thread), momentum-sgd, adagrad or adam.", Source = "Mnih et al. 2016, section 4",
        Choices = "shared-rmsprop|rmsprop|momentum-sgd|adagrad|adam")]
    public string Name { get; init => field = Given(value); } = "shared-rmsprop";

    /// <summary>Decay of RMSProp's mean square, or momentum. Default 0.99.</summary>
    [Option("Decay of RMSProp's mean square, or momentum.", Source = "Mnih et al. 2016, section 5", Min = 0, Max = 0.999999)]
    public double Alpha { get; init => field = Given(value); } = 0.99;

    /// <summary>RMSProp's and AdaGrad's epsilon, inside the root; Adam's, outside. Default 0.1.</summary>
    [Option(
        "RMSProp's and AdaGrad's epsilon, inside the root; Adam's, outside.",
        Source = "Mnih et al. 2016, the author's answers", Min = 1e-30)]
    public double Epsilon { get; init => field = Given(value); } = 0.1;

    /// <summary>Adam's decay of the mean. Default 0.9.</summary>
    [Option("Adam's decay of the mean.", Source = "Kingma and Ba 2015", Min = 0, Max = 0.999999)]
    public double Beta1 { get; init => field = Given(value); } = 0.9;

    /// <summary>Adam's decay of the mean square. Default 0.999.</summary>
    [Option("Adam's decay of the mean square.", Source = "Kingma and Ba 2015", Min = 0, Max = 0.999999)]
    public double Beta2 { get; init => field = Given(value); } = 0.999;
}

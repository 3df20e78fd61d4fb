using AsyncRL.Neural;

namespace AsyncRL.Models;

/// <summary>Turns the optimizer options into an update rule.</summary>
internal static class OptimizerBuilder
{
    public static Optimizer Build(OptimizerOptions options) => options.Name switch
    {
        "shared-rmsprop" or "rmsprop" => new RmsProp((float)options.Alpha, (float)options.Epsilon),
        "momentum-sgd" => new MomentumSgd((float)options.Alpha),
        "adagrad" => new AdaGrad((float)options.Epsilon),
        "adam" => new Adam((float)options.Beta1, (float)options.Beta2, (float)options.Epsilon),
        var other => throw new ArgumentException(
            $"Unknown optimizer.name '{other}'; use shared-rmsprop, rmsprop, momentum-sgd, adagrad or adam."),
    };

    /// <summary>
    /// Whether one set of statistics serves all actors: the "shared" of Shared RMSProp. Adam is
    /// shared too, as public A3C code has it, and AdaGrad, as a parameter server has it.
    /// </summary>
    public static bool SharesStatistics(OptimizerOptions options) => options.Name is "shared-rmsprop" or "adagrad" or "adam";
}

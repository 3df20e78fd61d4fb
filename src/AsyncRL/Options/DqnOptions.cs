using System.Diagnostics.CodeAnalysis;

namespace AsyncRL;

/// <summary>Deep Q-learning (dqn): its extensions and its exploration.</summary>
public sealed record DqnOptions : OptionRecord
{
    /// <summary>Whether theta chooses the action that theta- values. Default false.</summary>
    [SuppressMessage(
        "Naming", "CA1720:Identifier contains type name",
        Justification = "Double Q-learning is the method's name, and dqn.double its option.")]
    [Option(
        "dqn: whether the network that learns chooses the action that the target network values.",
        Source = "van Hasselt et al. 2016")]
    public bool Double { get; init => field = Given(value); }

    /// <summary>Whether the network's outputs are a state's value and the actions' advantages. Default false.</summary>
    [Option("dqn: whether the network's outputs are a state's value and the actions' advantages.", Source = "Wang et al. 2016")]
    public bool Dueling { get; init => field = Given(value); }

    /// <summary>Huber's loss, which clips errors to [-1, 1], instead of squares. Default true.</summary>
    [Option("dqn: Huber's loss, which clips errors to [-1, 1], instead of squares.", Source = "Mnih et al. 2015")]
    public bool Huber { get; init => field = Given(value); } = true;

    /// <summary>Epsilon at the end of its schedule. Default 0.1.</summary>
    [Option("dqn: epsilon at the end of its schedule.", Source = "Mnih et al. 2015", Min = 0, Max = 1)]
    public double FinalEpsilon { get; init => field = Given(value); } = 0.1;

    /// <summary>Steps over which epsilon falls from 1. Default 100,000.</summary>
    [Option("dqn: steps over which epsilon falls from 1.", Source = "Mnih et al. 2015: 1,000,000", Min = 0)]
    public long AnnealSteps { get; init => field = Given(value); } = 100_000;
}

using AsyncRL.Policies;

namespace AsyncRL;

/// <summary>Periodic evaluation on separate environments with raw rewards.</summary>
public sealed record EvaluationOptions : OptionRecord
{
    /// <summary>
    /// Steps after which an evaluation cuts an episode unless told otherwise: 30 minutes of Atari at
    /// action repeat 4 (Mnih et al. 2015).
    /// </summary>
    public const long DefaultMaxSteps = 27_000;

    /// <summary>Steps between evaluations; 0 for a tenth of the run. Default 0.</summary>
    [Option("Steps between evaluations; 0 for a tenth of the run.", Min = 0)]
    public long Interval { get; init => field = Given(value); }

    /// <summary>Episodes per evaluation; 0 for none. Default 10.</summary>
    [Option("Episodes per evaluation; 0 for no evaluation.", Min = 0)]
    public int Episodes { get; init => field = Given(value); } = 10;

    /// <summary>greedy or sample. Default greedy.</summary>
    [Option("greedy or sample.")]
    public PolicyMode Policy { get; init => field = Given(value); } = PolicyMode.Greedy;

    /// <summary>An evaluation cuts an episode after this many steps. Default 27,000.</summary>
    [Option("An evaluation cuts an episode after this many steps.", Min = 1)]
    public long MaxSteps { get; init => field = Given(value); } = DefaultMaxSteps;
}

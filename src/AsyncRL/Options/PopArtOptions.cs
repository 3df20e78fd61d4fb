namespace AsyncRL;

/// <summary>Values learned in units of their task's own returns (van Hasselt et al. 2016); read by impala and ppo.</summary>
public sealed record PopArtOptions : OptionRecord
{
    /// <summary>Whether values are normalised, task by task. Default false.</summary>
    [Option(
        "Whether values are learned in units of the returns' running mean and deviation, task by task (PopArt).",
        Source = "Hessel et al. 2018: true")]
    public bool Enabled { get; init => field = Given(value); }

    /// <summary>beta: how much each value target of a task counts in its statistics. Default 3e-4.</summary>
    [Option(
        "popart: beta, how much each value target counts in the statistics of its task: they look back over about 1/beta.",
        Source = "Hessel et al. 2018", Min = 1e-9, Max = 1)]
    public double Beta { get; init => field = Given(value); } = 3e-4;

    /// <summary>Least deviation that values are normalised by. Default 1e-4.</summary>
    [Option("popart: least deviation that values are normalised by.", Source = "Hessel et al. 2018", Min = 1e-9)]
    public double MinDeviation { get; init => field = Given(value); } = 1e-4;

    /// <summary>Greatest deviation that values are normalised by; at least the least. Default 1e6.</summary>
    [Option(
        "popart: greatest deviation that values are normalised by; at least popart.min_deviation.",
        Source = "Hessel et al. 2018", Min = 1e-9)]
    public double MaxDeviation { get; init => field = Given(value); } = 1e6;
}

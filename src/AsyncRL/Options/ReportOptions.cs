namespace AsyncRL;

/// <summary>Reports.</summary>
public sealed record ReportOptions : OptionRecord
{
    /// <summary>Steps between reports; 0 for a hundredth of the run. Default 0.</summary>
    [Option("Steps between reports; 0 for a hundredth of the run.", Min = 0)]
    public long Interval { get; init => field = Given(value); }

    /// <summary>Episodes from one row of <c>monitor.csv</c> to the next. Default 1: every episode has a row.</summary>
    [Option("Episodes from one row of monitor.csv to the next; 1 for a row each.", Min = 1, Max = 1_000_000)]
    public int MonitorEvery { get; init => field = Given(value); } = 1;

    /// <summary>
    /// Rows at which every second one of <c>monitor.csv</c> is dropped, and half as many episodes get one from then on. Default
    /// 1,000,000, some 20 MB.
    /// </summary>
    [Option(
        "Rows at which every second one of monitor.csv is dropped, and half as many episodes get one from then on.",
        Min = 100)]
    public long MonitorRows { get; init => field = Given(value); } = 1_000_000;
}

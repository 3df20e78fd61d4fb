namespace AsyncRL;

/// <summary>Reports.</summary>
public sealed record ReportOptions : OptionRecord
{
    /// <summary>Steps between reports; 0 for a hundredth of the run. Default 0.</summary>
    [Option("Steps between reports; 0 for a hundredth of the run.", Min = 0)]
    public long Interval { get; init => field = Given(value); }
}

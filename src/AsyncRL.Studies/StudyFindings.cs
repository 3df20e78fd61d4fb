namespace AsyncRL.Studies;

/// <summary>What a study found, as far as it has come.</summary>
/// <param name="Method">How it was measured, in sentences.</param>
/// <param name="Notes">What a reader must know of these figures, a sentence each.</param>
/// <param name="Table">The figures.</param>
/// <param name="Plots">The plots; those without anything to show are left out.</param>
public sealed record StudyFindings(string Method, IReadOnlyList<string> Notes, StudyTable Table, IReadOnlyList<StudyPlot> Plots)
{
    /// <summary>The figures that matter most at a glance, shown before the table; null where the table is short enough.</summary>
    public StudyTable? Overview { get; init; }
}

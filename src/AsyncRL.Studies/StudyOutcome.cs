namespace AsyncRL.Studies;

/// <summary>What a call to run a study gave.</summary>
/// <param name="Results">All finished trials, in the order of the study.</param>
/// <param name="Completed">Whether every trial has finished; false when it was stopped before.</param>
/// <param name="Findings">What they say.</param>
public sealed record StudyOutcome(IReadOnlyList<TrialResult> Results, bool Completed, StudyFindings Findings);

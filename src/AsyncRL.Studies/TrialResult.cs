namespace AsyncRL.Studies;

/// <summary>A finished trial.</summary>
/// <param name="Trial">The trial.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Steps">Steps played.</param>
/// <param name="Seconds">Time trained, without evaluation.</param>
/// <param name="Score">Mean return of the final policy; NaN unless completed.</param>
/// <param name="Note">Why it was not completed; empty otherwise.</param>
/// <param name="Points">The evaluated snapshots in the order of their steps, the final policy last.</param>
public sealed record TrialResult(
    StudyTrial Trial, TrialOutcome Outcome, long Steps, double Seconds, double Score, string Note,
    IReadOnlyList<StudyPoint> Points);

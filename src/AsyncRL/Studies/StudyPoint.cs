namespace AsyncRL.Studies;

/// <summary>What the policy of one moment of a training scored.</summary>
/// <param name="Steps">Steps played until then, summed over all actors.</param>
/// <param name="Seconds">Time trained until then, without evaluation.</param>
/// <param name="Score">Mean return of the evaluation.</param>
public readonly record struct StudyPoint(long Steps, double Seconds, double Score);

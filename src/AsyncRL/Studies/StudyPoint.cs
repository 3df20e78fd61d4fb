namespace AsyncRL.Studies;

/// <summary>What the policy of one moment of a training scored.</summary>
/// <param name="Steps">Steps played until then, summed over all actors.</param>
/// <param name="Seconds">Time trained until then, without evaluation.</param>
/// <param name="Score">Mean return of the evaluation.</param>
/// <param name="GradientVariance">Total variance of an episode's gradient since the moment before; NaN where it is not measured.</param>
public readonly record struct StudyPoint(long Steps, double Seconds, double Score, double GradientVariance = double.NaN);

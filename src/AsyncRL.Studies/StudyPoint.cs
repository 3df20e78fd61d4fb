namespace AsyncRL.Studies;

/// <summary>What the policy of one moment of a training scored.</summary>
/// <param name="Steps">Steps played until then, summed over all actors.</param>
/// <param name="Seconds">Time trained until then, without evaluation.</param>
/// <param name="Score">Mean return of the evaluation.</param>
/// <param name="GradientVariance">Total variance of an episode's gradient since the moment before; NaN where it is not
/// measured.</param>
/// <param name="PlainVariance">Total variance of the gradient of fresh episodes of this very policy, weighted by their returns;
/// NaN where it is not measured.</param>
/// <param name="BaselineVariance">That of the same episodes, weighted by their returns minus the learned baseline; NaN where
/// there is none.</param>
public readonly record struct StudyPoint(
    long Steps, double Seconds, double Score, double GradientVariance = double.NaN, double PlainVariance = double.NaN,
    double BaselineVariance = double.NaN);

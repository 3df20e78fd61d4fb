namespace AsyncRL.Plotting;

/// <summary>How one value moved in training, over the seeds of one algorithm on one environment.</summary>
/// <param name="Algorithm">Name of the algorithm.</param>
/// <param name="EnvironmentId">Id of the environment.</param>
/// <param name="Runs">How many runs the curve is made of.</param>
/// <param name="Points">Global step, mean over runs, and spread.</param>
public sealed record LearningCurve(string Algorithm, string EnvironmentId, int Runs, IReadOnlyList<PlotPoint> Points);

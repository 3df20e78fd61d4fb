namespace AsyncRL.Topologies;

/// <summary>Names of reported values that other parts of the program look for.</summary>
internal static class ReportTags
{
    /// <summary>How well values foresaw the returns, since the last report.</summary>
    public const string ExplainedVariance = "train/explained_variance";

    /// <summary>
    /// The unbiased estimate of the trace of the covariance of an episode's gradient, over the episodes since the last report.
    /// </summary>
    public const string GradientVariance = "train/gradient_variance";
}

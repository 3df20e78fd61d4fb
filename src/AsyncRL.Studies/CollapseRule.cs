namespace AsyncRL.Studies;

/// <summary>
/// When a training counts as collapsed: when its final score is not above that of the random policy by more than a tenth of the
/// distance between the random policy and the best draw of all methods.
/// </summary>
/// <param name="RandomScore">Mean return of the policy that chooses uniformly among the legal actions.</param>
/// <param name="BestScore">The best final score of all draws and methods.</param>
public readonly record struct CollapseRule(double RandomScore, double BestScore)
{
    /// <summary>The share of the distance that must be covered.</summary>
    public const double Share = 0.1;

    /// <summary>
    /// Scores up to this are collapsed. Where no draw beats the random policy it is the random score: all have collapsed.
    /// </summary>
    public double Threshold => BestScore > RandomScore ? RandomScore + Share * (BestScore - RandomScore) : RandomScore;

    /// <summary>The rule for a set of results.</summary>
    /// <param name="randomScore">Mean return of the random policy.</param>
    /// <param name="results">All trials of the study.</param>
    /// <returns>The rule.</returns>
    public static CollapseRule For(double randomScore, IEnumerable<TrialResult> results) => new(
        randomScore, results.Select(r => r.Score).Where(double.IsFinite).DefaultIfEmpty(randomScore).Max());

    /// <summary>Whether a final score is a collapse.</summary>
    /// <param name="score">The score; NaN, that of a training that diverged or failed, is one.</param>
    /// <returns>Whether it is.</returns>
    public bool IsCollapsed(double score) => !(score > Threshold);

    /// <summary>
    /// The score that stands for a trial in means and plots: a training that diverged or failed counts as the random policy.
    /// </summary>
    /// <param name="result">The trial.</param>
    /// <returns>A finite score.</returns>
    public double ScoreOf(TrialResult result) => double.IsFinite(result.Score) ? result.Score : RandomScore;
}

namespace AsyncRL.Environments;

/// <summary>
/// An environment that measures more of an episode than its return, such as how many rooms were seen. Reports of a training and
/// evaluations tell the mean and the greatest of each measure. Nothing is learned from them.
/// </summary>
/// <remarks>It is asked of the environment under all wrappers (<see cref="Environment.Unwrapped"/>).</remarks>
public interface IEpisodeMeasures
{
    /// <summary>
    /// What is measured, always the same: words that tags can be made of, such as <c>rooms</c>; lower-case letters, digits
    /// and _.
    /// </summary>
    IReadOnlyList<string> MeasureNames { get; }

    /// <summary>
    /// Tells the measures of the present episode up to now; after its end those of the whole episode, until the next reset.
    /// </summary>
    /// <param name="values">Receives one finite number for each name.</param>
    void WriteMeasures(Span<double> values);
}

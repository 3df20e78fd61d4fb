using AsyncRL.Experience;
using AsyncRL.Neural;

namespace AsyncRL.Objectives;

/// <summary>
/// Moves the statistics of <see cref="PopArt"/> by the targets of what was just learnt from: never before, since a target must
/// not be judged by statistics that hold it already.
/// </summary>
/// <remarks>Used by one thread at a time. Allocates nothing once constructed.</remarks>
/// <param name="popArt">The normalisation.</param>
/// <param name="tasks">How many tasks there are.</param>
/// <param name="model">The description of the model.</param>
internal sealed class PopArtUpdate(PopArt popArt, int tasks, ModelDescription model)
{
    private readonly double[] moving = new double[2 * tasks];

    /// <summary>Begins with what the parameters hold.</summary>
    /// <param name="theta">The parameters.</param>
    public void Begin(ParameterVector theta) => PopArt.Begin(model, theta, moving);

    /// <summary>Takes in the targets of a segment, in the order of its rows.</summary>
    /// <param name="segment">It was learnt from: its targets are in <see cref="Column.Returns"/>.</param>
    public void Add(Rollout segment)
    {
        ReadOnlySpan<float> targets = segment[Column.Returns];
        ReadOnlySpan<int> taskOf = tasks == 1 ? [] : segment.Of(Column.Task);
        for (int row = 0; row < segment.Rows; row++)
        {
            popArt.Add(targets[row], tasks == 1 ? 0 : taskOf[row], moving);
        }
    }

    /// <summary>Moves statistics and value head in the parameters. No other thread reads or writes these meanwhile.</summary>
    /// <param name="theta">The parameters.</param>
    public void End(ParameterVector theta) => popArt.End(model, theta, moving);
}

using AsyncRL.Experience;
using AsyncRL.Models;
using AsyncRL.Neural;

namespace AsyncRL.Objectives;

/// <summary>
/// The value head of an actor-critic: one value, or one per task where several are learned together, in the units of the rewards
/// or normalised task by task (<see cref="PopArt"/>).
/// </summary>
/// <param name="head">Index of the head.</param>
/// <param name="tasks">How many tasks there are; at least 1.</param>
/// <param name="popArt">How values are normalised; null, or not enabled, for values in the units of the rewards.</param>
internal sealed class TaskValues(int head, int tasks, PopArtOptions? popArt)
{
    private readonly PopArt? popArt = popArt is { Enabled: true } ? new PopArt(popArt, tasks) : null;

    /// <summary>The head.</summary>
    public Head Head { get; } = new(NetworkFactory.ValueHead, tasks);

    /// <summary>The column that says which task a state is of; none where there is one task.</summary>
    public IReadOnlyList<Column> Columns { get; } = tasks == 1 ? [] : [Column.Task];

    /// <summary>How many tasks there are.</summary>
    public int Tasks => tasks;

    /// <summary>How values are normalised; null where they are not.</summary>
    public PopArt? PopArt => popArt;

    /// <summary>The model of a network with this head.</summary>
    /// <param name="network">The network.</param>
    /// <returns>The model.</returns>
    public ModelDescription Describe(NetworkDescription network) => popArt?.Describe(network) ?? new ModelDescription(network);

    /// <summary>The task of a slot's state.</summary>
    /// <param name="rollout">The segment.</param>
    /// <param name="slot">The slot.</param>
    public int TaskOf(Rollout rollout, int slot) => tasks == 1 ? 0 : rollout.Of(Column.Task)[slot];

    /// <summary>What the head gives for a task: the value, in the units that it is learned in.</summary>
    /// <param name="network">The network, whose slot was forwarded.</param>
    /// <param name="slot">The slot.</param>
    /// <param name="task">The task.</param>
    public float Output(Network network, int slot, int task) => network.Output(slot, head)[task];

    /// <summary>The value of a state in the units of the rewards.</summary>
    /// <param name="model">The model, whose first network was forwarded.</param>
    /// <param name="slot">The slot.</param>
    /// <param name="task">The state's task.</param>
    public float Value(Model model, int slot, int task)
    {
        float output = Output(model.Network, slot, task);
        return popArt is null ? output
            : Deviation(model, task) * output + PopArt.Mean(model.Description, model.Parameters, task);
    }

    /// <summary>What the head should give for a value.</summary>
    /// <param name="model">The model.</param>
    /// <param name="value">The value in the units of the rewards.</param>
    /// <param name="task">The task.</param>
    public float Normalized(Model model, float value, int task) => popArt is null ? value
        : (value - PopArt.Mean(model.Description, model.Parameters, task)) / Deviation(model, task);

    /// <summary>The unit of a task's values: sigma, or 1.</summary>
    /// <param name="model">The model.</param>
    /// <param name="task">The task.</param>
    public float Deviation(Model model, int task) => popArt?.Deviation(model.Description, model.Parameters, task) ?? 1f;

    /// <summary>Reads V of every row's state, and of the states after the segment, into <see cref="Column.Values"/>.</summary>
    /// <param name="model">The model, whose slots were forwarded.</param>
    /// <param name="rollout">Receives them.</param>
    public void Read(Model model, Rollout rollout)
    {
        Span<float> values = rollout[Column.Values];
        for (int slot = 0; slot < rollout.Rows + rollout.Environments; slot++)
        {
            values[slot] = Value(model, slot, TaskOf(rollout, slot));
        }
    }

    /// <summary>Writes the gradient of a row: at the value of its own task, and none at the others.</summary>
    /// <param name="network">Receives it.</param>
    /// <param name="row">The row.</param>
    /// <param name="task">Its task.</param>
    /// <param name="slope">dLoss/dOutput.</param>
    public void WriteGradient(Network network, int row, int task, float slope)
    {
        Span<float> gradient = network.OutputGradient(row, head);
        if (tasks > 1)
        {
            gradient.Clear();
        }

        gradient[task] = slope;
    }
}

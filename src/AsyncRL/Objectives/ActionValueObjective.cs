using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Neural;
using AsyncRL.Policies;

namespace AsyncRL.Objectives;

/// <summary>
/// What the three value methods of Mnih et al. 2016 share: one linear output Q(s, a) an action, a target network theta-, and the
/// squared error to a target y, summed over the segment and averaged over the actor's environments. They differ in y alone.
/// </summary>
public abstract class ActionValueObjective : TargetedObjective
{
    /// <summary>Index of the head that holds Q.</summary>
    protected const int ActionValueHead = 0;

    /// <summary>Makes the objective's outputs for an action space.</summary>
    /// <param name="actionSpace">The environment's action space.</param>
    /// <exception cref="ArgumentException">The actions are not discrete.</exception>
    protected ActionValueObjective(Space actionSpace) => Heads = actionSpace is Discrete discrete
        ? [new Head("q", discrete.Count)]
        : throw new ArgumentException(
            $"Value methods need a Discrete action space, but this environment's is {actionSpace}; " +
            "use ppo or a3c, which play every kind.");

    /// <inheritdoc/>
    public override IReadOnlyList<Head> Heads { get; }

    /// <inheritdoc/>
    public override PolicyKind Policy => PolicyKind.ActionValues;

    /// <inheritdoc/>
    public override IReadOnlyList<LossTerm> Losses { get; } = [new("train/loss"), new("train/value_loss"), new("train/q_mean")];

    /// <inheritdoc/>
    public override IReadOnlyList<Column> Columns { get; } = [Column.Values, Column.FinalValues, Column.Returns];

    /// <inheritdoc/>
    public override LossSums WriteGradients(Rollout rollout, Model model)
    {
        Network network = model.Network;
        Span<float> targets = rollout[Column.Returns][..rollout.Rows];
        ComputeTargets(rollout, targets);

        float weight = rollout.Weight;
        double loss = 0, prediction = 0;
        for (int i = 0; i < targets.Length; i++)
        {
            int a = rollout.Actions[i];
            float q = network.Output(i, ActionValueHead)[a];
            float error = q - targets[i];

            // d/dQ(s, a) of (y - Q(s, a))^2; the other actions' outputs take no part.
            Span<float> gradient = network.OutputGradient(i, ActionValueHead);
            gradient.Clear();
            gradient[a] = weight * 2f * error;
            loss += error * error;
            prediction += q;
        }

        return new LossSums(targets.Length) { [0] = loss, [1] = loss, [2] = prediction };
    }

    /// <summary>Writes the target y of every row.</summary>
    /// <param name="rollout">The segment.</param>
    /// <param name="targets">Receives y [rows].</param>
    protected abstract void ComputeTargets(Rollout rollout, Span<float> targets);

    /// <summary>max_a Q(s, a) over the legal actions.</summary>
    /// <param name="model">A network whose slot was forwarded.</param>
    /// <param name="slot">The slot.</param>
    /// <param name="rollout">Gives the legal actions.</param>
    /// <returns>The greatest value.</returns>
    protected static float MaxActionValue(Model model, int slot, Rollout rollout)
    {
        ReadOnlySpan<float> q = model.Network.Output(slot, ActionValueHead);
        return q[ActionValues.Greedy(q, rollout.Legal(slot))];
    }
}

using AsyncRL.Experience;
using AsyncRL.Neural;
using AsyncRL.Policies;

namespace AsyncRL.Objectives;

/// <summary>The deterministic policy gradient (Silver et al. 2014): how an actor mu(s) = tanh(u(s)) climbs a critic.</summary>
internal static class DeterministicActor
{
    /// <summary>
    /// Leaves the gradient of <c>-mean Q(s, mu(s))</c> at the actor, through the critic, whose own gradient it leaves alone: <c>-
    /// dQ/da (1 - mu^2) du</c>. Slots [rows, 2 rows) of the critic are used for it.
    /// </summary>
    /// <param name="batch">The draw.</param>
    /// <param name="actor">The actor, which was shown the states.</param>
    /// <param name="critic">The critic.</param>
    /// <param name="numbers">Numbers of an action.</param>
    /// <returns>The sum of the rows' losses -Q.</returns>
    public static double Climb(Rollout batch, Network actor, Network critic, int numbers)
    {
        int n = batch.Rows;
        actor.Forward(0, n);
        for (int i = 0; i < n; i++)
        {
            DeterministicActions.Unit(actor, i, ActionCritics.Show(actor, i, critic, n + i));
        }

        critic.Forward(n, n);
        double loss = 0;
        for (int i = n; i < 2 * n; i++)
        {
            loss -= critic.Output(i, 0)[0];
            critic.OutputGradient(i, 0)[0] = -batch.Weight;
        }

        critic.BackwardToInput(n, n);
        for (int i = 0; i < n; i++)
        {
            ReadOnlySpan<float> slope = ActionCritics.Slope(critic, n + i, numbers),
                mu = ActionCritics.Action(critic, n + i, numbers);
            Span<float> gradient = actor.OutputGradient(i, DeterministicActions.Head);
            for (int d = 0; d < mu.Length; d++)
            {
                gradient[d] = slope[d] * (1f - mu[d] * mu[d]);
            }
        }

        actor.Backward(0, n);
        return loss;
    }
}

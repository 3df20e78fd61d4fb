using AsyncRL.Environments;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Tabular;

/// <summary>
/// Sarsa: learns the values of the policy it plays, its random actions included (Rummery and Niranjan 1994; Sutton and Barto
/// 2018, section 6.4).
/// </summary>
public static class Sarsa
{
    /// <summary>
    /// Learns from playing. A truncated episode's last state is worth what the action that would have followed is.
    /// </summary>
    /// <inheritdoc cref="QLearning.Learn"/>
    public static TabularSolution Learn(Environment environment, TabularOptions? options = null)
    {
        options ??= new TabularOptions();
        (double alpha, double gamma) = (options.StepSize, options.Gamma);
        var task = new TabularTask(environment, options);
        double[,] q = task.Q;
        var policy = new EpsilonGreedyPolicy(q, options);
        for (int episode = 0; episode < options.Episodes; episode++)
        {
            int s = task.Reset();
            int a = policy.Choose(s);
            StepResult result;
            do
            {
                result = task.Step(a, out int next);
                int nextAction = policy.Choose(next);
                double future = result.Terminated ? 0 : q[next, nextAction];
                q[s, a] += alpha * (result.Reward + (gamma * future) - q[s, a]);
                (s, a) = (next, nextAction);
            }
            while (!result.EpisodeEnded);
        }

        return new TabularSolution(q, task.Numbers);
    }
}

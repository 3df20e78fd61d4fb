using AsyncRL.Environments;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Tabular;

/// <summary>
/// Q-learning: learns the values of the best policy while it plays another (Watkins 1989; Sutton and Barto 2018, section 6.5).
/// </summary>
public static class QLearning
{
    /// <summary>Learns from playing. A truncated episode's last state is worth what its best action is.</summary>
    /// <param name="environment">The environment, with <see cref="Discrete"/> observations and actions.</param>
    /// <param name="options">Episodes, step size, discount, exploration and seed; null for the defaults.</param>
    /// <exception cref="ArgumentException">The environment's spaces do not fit, or an option is out of range.</exception>
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
            StepResult result;
            do
            {
                int a = policy.Choose(s);
                result = task.Step(a, out int next);
                double future = result.Terminated ? 0 : Greedy.Value(q, next);
                q[s, a] += alpha * (result.Reward + (gamma * future) - q[s, a]);
                s = next;
            }
            while (!result.EpisodeEnded);
        }

        return new TabularSolution(q, task.Numbers);
    }
}

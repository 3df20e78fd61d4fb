using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Tabular;

/// <summary>
/// On-policy first-visit Monte-Carlo control: plays whole episodes and averages what followed the first time an action was played
/// in a state (Sutton and Barto 2018, section 5.4).
/// </summary>
public static class MonteCarloControl
{
    /// <summary>Learns from playing. Nothing is estimated behind a truncated episode's last step: it counts as an end.</summary>
    /// <inheritdoc cref="QLearning.Learn"/>
    public static TabularSolution Learn(Environment environment, TabularOptions? options = null)
    {
        options ??= new TabularOptions();
        var task = new TabularTask(environment, options);
        double[,] q = task.Q;
        var visits = new int[task.States, task.Actions]; // how many returns Q(s, a) is the average of
        var policy = new EpsilonGreedyPolicy(q, options);
        var episode = new EpisodeMemory(task, options.MaxEpisodeSteps);
        for (int i = 0; i < options.Episodes; i++)
        {
            episode.Play(policy);
            double g = 0;
            for (int t = episode.Length - 1; t >= 0; t--)
            {
                (int s, int a, double reward) = episode[t];
                g = (options.Gamma * g) + reward;
                if (episode.IsFirstVisit(t))
                {
                    q[s, a] += (g - q[s, a]) / ++visits[s, a];
                }
            }
        }

        return new TabularSolution(q, task.Numbers);
    }
}

using AsyncRL.Environments;
using AsyncRL.Play;

namespace AsyncRL.Tabular;

/// <summary>The policy that plays a best action of a table, and now and then any action.</summary>
internal sealed class EpsilonGreedyPolicy(double[,] q, TabularOptions options)
{
    private readonly Pcg64 random = Seeds.Generator(options.Seed, 0, Seeds.Purpose.Exploration);

    public int Choose(int state)
    {
        int actions = q.GetLength(1);
        return random.Chance(options.Epsilon) ? Any(state, actions) : Best(state, actions);
    }

    private int Any(int state, int actions)
    {
        int action;
        do
        {
            action = random.Integers(0, actions);
        }
        while (double.IsNegativeInfinity(q[state, action])); // illegal
        return action;
    }

    // Equally good actions are drawn alike: before the first reward all are, and always taking the first would lead nowhere.
    private int Best(int state, int actions)
    {
        double greatest = Greedy.Value(q, state);
        int best = 0, equals = 0;
        for (int a = 0; a < actions; a++)
        {
            if (q[state, a] == greatest && (++equals == 1 || random.Integers(0, equals) == 0))
            {
                best = a;
            }
        }

        return best;
    }
}

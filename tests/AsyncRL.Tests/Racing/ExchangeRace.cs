using AsyncRL.Neural;

namespace AsyncRL.Tests.Racing;

/// <summary>What is wrong with an exchange that threads race on; null where nothing is.</summary>
internal static class ExchangeRace
{
    private const int Rounds = 2_000;

    /// <summary>
    /// Every thread changes a replica of its own by whole numbers and exchanges what it can, again and again. Whole numbers below
    /// 2^24 are added exactly, in any order: in the end theta must be the sum of all, and every replica must be theta.
    /// </summary>
    /// <param name="exchange">The exchange; theta is zero.</param>
    /// <param name="threads">Threads, each with a replica.</param>
    public static string? Find(IExchange exchange, int threads)
    {
        ParameterLayout layout = exchange.Theta.Layout;
        ParameterVector[] own = [.. Enumerable.Range(0, threads).Select(_ => new ParameterVector(layout))];
        ParameterVector[] agreed = [.. Enumerable.Range(0, threads).Select(_ => new ParameterVector(layout))];
        var changes = new long[threads][];
        var together = new Alignment();
        Race.Run(threads, id =>
        {
            long[] changed = changes[id] = new long[layout.Length];
            for (int round = 0; round < Rounds; round++)
            {
                for (int i = 0; i < changed.Length; i++)
                {
                    int change = ((i + round) & 3) - id;
                    changed[i] += change;
                    own[id].Span[i] += change;
                }

                together.Meet();
                for (int slice = 0; slice < exchange.Slices; slice++)
                {
                    exchange.TryExchange(slice, own[id], agreed[id]);
                }
            }
        });

        // Twice: those in front have not got what those behind have handed on.
        for (int n = 0; n < 2 * threads; n++)
        {
            for (int slice = 0; slice < exchange.Slices; slice++)
            {
                if (!exchange.TryExchange(slice, own[n % threads], agreed[n % threads]))
                {
                    return $"slice {slice} is still held";
                }
            }
        }

        int lost = Enumerable.Range(0, layout.Length).Count(i => exchange.Theta.Span[i] != changes.Sum(c => c[i]));
        int apart = own.Count(o => !o.Span.SequenceEqual(exchange.Theta.Span));
        return lost + apart == 0 ? null : $"{lost} elements of theta lost an update, and {apart} replicas are not theta";
    }
}

namespace AsyncRL.Tests.Racing;

/// <summary>What is wrong with a parameter server that threads race on; null where nothing is.</summary>
internal static class ServerRace
{
    private const int Pushes = 300;

    /// <summary>Whether an update of an element was lost: whole numbers are added exactly, in any order.</summary>
    /// <param name="server">The server.</param>
    /// <param name="bundles">Threads that push.</param>
    public static string? FindLostUpdates(IServer server, int bundles)
    {
        Race.Run(bundles, id =>
        {
            for (int n = 0; n < Pushes; n++)
            {
                server.Push(id, 1 + n % (id + 2));
            }
        });
        double sum = Enumerable.Range(0, bundles).Sum(id => Enumerable.Range(0, Pushes).Sum(n => 1.0 + n % (id + 2)));
        int lost = server.Theta.Count(x => x != -sum);
        return lost == 0 ? null : $"{lost} elements lost an update";
    }

    /// <summary>
    /// Whether a copy has a shard of which only a part was updated, or fewer updates than it says: each moves every element by
    /// one.
    /// </summary>
    /// <param name="server">The server.</param>
    /// <param name="bundles">Threads that push; one more copies.</param>
    public static string? FindTornCopies(IServer server, int bundles)
    {
        string? found = null;
        int pushing = bundles;
        Race.Run(bundles + 1, id =>
        {
            if (id < bundles)
            {
                for (int n = 0; n < Pushes; n++)
                {
                    server.Push(id, -1);
                }

                Interlocked.Decrement(ref pushing);
                return;
            }

            float[] copy = new float[server.Length];
            while (Volatile.Read(ref pushing) > 0)
            {
                long version = server.Pull(copy);
                foreach ((int first, int length) in server.Shards)
                {
                    ReadOnlySpan<float> shard = copy.AsSpan(first, length);
                    found ??= shard.ContainsAnyExcept(shard[0]) ? "a copy has half an update of a shard"
                        : shard[0] < version ? $"a copy of {version} updates has {shard[0]} in a shard"
                        : null;
                }
            }
        });
        return found;
    }
}

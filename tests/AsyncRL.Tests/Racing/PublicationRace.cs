using AsyncRL.Neural;

namespace AsyncRL.Tests.Racing;

/// <summary>What is wrong with parameters that are copied while they are updated; null where nothing is.</summary>
internal static class PublicationRace
{
    private const int Updates = 2_000;

    /// <summary>
    /// One thread updates, adding 1 to every parameter; the others copy. A copy must hold as many as there were updates,
    /// the same everywhere.
    /// </summary>
    /// <param name="publication">The parameters; zero.</param>
    /// <param name="layout">Their layout.</param>
    /// <param name="readers">Threads that copy.</param>
    public static string? Find(IPublication publication, ParameterLayout layout, int readers)
    {
        var together = new Alignment();
        int wrong = 0, copied = 0;
        bool done = false;
        Race.Run(readers + 1, id =>
        {
            if (id == 0)
            {
                for (int n = 0; n < Updates; n++)
                {
                    together.Meet();
                    publication.Update();
                }

                Volatile.Write(ref done, true);
                return;
            }

            var copy = new ParameterVector(layout);
            var random = new Random(id);
            do
            {
                // Somewhere in the middle of an update.
                together.Meet();
                Thread.SpinWait(random.Next(100));
                long version = publication.CopyTo(copy);
                Interlocked.Increment(ref copied);
                if (copy.Span.ContainsAnyExcept((float)version))
                {
                    Interlocked.Increment(ref wrong);
                }
            }
            while (!Volatile.Read(ref done));
        });
        return wrong == 0 ? null : $"{wrong} of {copied} copies held half an update, or another number of them than they said";
    }
}

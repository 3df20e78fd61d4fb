namespace AsyncRL.Cluster.Actors;

/// <summary>
/// Sends or fetches pieces a few at a time: enough to keep a connection busy, and few enough for signs of life to get through
/// between them where it is slow.
/// </summary>
internal static class PieceWindow
{
    /// <summary>Pieces that are under way at a time: a megabyte.</summary>
    public const int Most = 16;

    /// <summary>Handles each piece; those that are under way when one fails are left to themselves.</summary>
    /// <param name="first">The first piece.</param>
    /// <param name="count">Pieces of the whole.</param>
    /// <param name="handle">Sends or fetches a piece.</param>
    public static async Task Each(int first, int count, Func<int, Task> handle)
    {
        var underWay = new Queue<Task>(Most);
        for (int piece = first; piece < count; piece++)
        {
            if (underWay.Count == Most)
            {
                await underWay.Dequeue().ConfigureAwait(false);
            }

            underWay.Enqueue(handle(piece));
        }

        while (underWay.TryDequeue(out Task? last))
        {
            await last.ConfigureAwait(false);
        }
    }
}

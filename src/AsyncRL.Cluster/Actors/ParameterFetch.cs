using System.Runtime.InteropServices;
using AsyncRL.Cluster.Wire;

namespace AsyncRL.Cluster.Actors;

/// <summary>Fetches the newest of some parameters, all pieces of one version. Used by one thread at a time.</summary>
/// <param name="ending">Ends waiting for answers.</param>
internal sealed class ParameterFetch(CancellationToken ending)
{
    private float[] values = [];

    /// <summary>What was fetched last.</summary>
    public ReadOnlySpan<float> Values => values;

    /// <summary>Fetches.</summary>
    /// <param name="ask">Asks for a piece, given the version, -1 for the newest, and its number.</param>
    /// <returns>The first piece.</returns>
    /// <exception cref="SessionOverException">The session is over.</exception>
    /// <exception cref="TimeoutException">The learner left a question unanswered.</exception>
    public async Task<Piece> Newest(Func<long, int, Task<Piece>> ask)
    {
        while (true)
        {
            Piece first = await Answered(ask(-1, 0)).ConfigureAwait(false);
            if (first.Standing != Standing.In)
            {
                throw new SessionOverException(first.Standing);
            }

            var all = new Piece[first.Pieces];
            all[0] = first;
            await PieceWindow.Each(1, all.Length, async piece =>
                all[piece] = await Answered(ask(first.Version, piece)).ConfigureAwait(false)).ConfigureAwait(false);
            if (Array.TrueForAll(all, p => p.Pieces == all.Length && p.Version == first.Version))
            {
                Join(all);
                return first;
            }
        }
    }

    private Task<Piece> Answered(Task<Piece> answer) => answer.WaitAsync(ActorProcess.AnswerTime, ending);

    private void Join(Piece[] all)
    {
        int length = all.Sum(p => p.Content.Length) / sizeof(float), done = 0;
        values = values.Length == length ? values : new float[length];
        foreach (Piece piece in all)
        {
            piece.Content.CopyTo(MemoryMarshal.AsBytes(values.AsSpan(done)));
            done += piece.Content.Length / sizeof(float);
        }
    }
}

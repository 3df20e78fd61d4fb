using System.Runtime.InteropServices;
using AsyncRL.Cluster.Wire;
using AsyncRL.Neural;
using AsyncRL.Observations;
using AsyncRL.Parameters;

namespace AsyncRL.Cluster.Hub;

/// <summary>
/// The newest parameters in pieces. A version is cut when it is first asked for, so that those that nobody asks for cost nothing;
/// whoever has begun to fetch it holds it (<see cref="HeldVersion"/>).
/// </summary>
/// <remarks>Any thread may ask. Pieces are small enough to be collected young, and never change.</remarks>
/// <param name="published">What actors play with.</param>
/// <param name="layout">Of the parameters.</param>
/// <param name="normalizer">Statistics of the observations; null unless they are normalised.</param>
/// <param name="target">The target network's parameters; null where there are none.</param>
internal sealed class ParameterShelf(
    IParameterVersions published, ParameterLayout layout, ObservationNormalizer? normalizer, IParameterVersions? target)
{
    private readonly Lock gate = new();
    private readonly ParameterVector copy = new(layout);
    private Piece[]? newest;

    /// <summary>A piece of a version.</summary>
    /// <param name="held">What the process that asks is fetching.</param>
    /// <param name="version">Updates that it holds; -1 for the newest, which is held from then on.</param>
    /// <param name="index">Number of the piece.</param>
    /// <returns>The piece; without content where it is not held.</returns>
    public Piece Find(HeldVersion held, long version, int index)
    {
        lock (gate)
        {
            if (version < 0)
            {
                held.Hold(Newest());
            }

            return held.Give(version, index) ?? new Piece { Standing = Standing.In, Version = version };
        }
    }

    private Piece[] Newest()
    {
        // With a policy that is held back the published version is older than the newest.
        if (newest is not null && newest[0].Version == published.Version)
        {
            return newest;
        }

        long version = published.CopyTo(copy);
        if (newest is not null && newest[0].Version == version)
        {
            return newest;
        }

        ReadOnlySpan<float> all = copy.Span;
        var pieces = new Piece[(all.Length + Piece.Numbers - 1) / Piece.Numbers];
        for (int i = 0; i < pieces.Length; i++)
        {
            ReadOnlySpan<float> part = all.Slice(i * Piece.Numbers, Math.Min(Piece.Numbers, all.Length - i * Piece.Numbers));
            pieces[i] = new Piece
            {
                Standing = Standing.In,
                Version = version,
                Pieces = pieces.Length,
                Content = MemoryMarshal.AsBytes(part).ToArray(),
                Moments = i == 0 ? Moments() : [],
                Target = i == 0 ? target?.Version ?? 0 : 0,
            };
        }

        return newest = pieces;
    }

    private byte[] Moments()
    {
        if (normalizer is null)
        {
            return [];
        }

        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        normalizer.SaveWhole(writer);
        return stream.ToArray();
    }
}

using AsyncRL.Bundles;
using AsyncRL.Cluster.Hub;
using AsyncRL.Cluster.Wire;
using AsyncRL.Neural;
using AsyncRL.Objectives;

namespace AsyncRL.Cluster.Tests;

public sealed class GradientPieceTests
{
    // 160 x 160 weights alone are more than one piece.
    private static readonly ModelDescription Model =
        new(new NetworkDescription([160], [new DenseLayer(160)], [new("q", 3)]));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void AGradientComesBackBitForBitWhateverTheOrderOfItsPieces(int seed)
    {
        var random = new Random(seed);
        var sent = new BundleGradient(7, 1)
        {
            Values = new ParameterVector(Model.Parameters), Version = 1234567890123, Norm = 3.5f,
            Losses = new LossSums(32) { [0] = 1.25, [2] = -7 },
        };
        sent.Scales[0] = 0.75f;
        foreach (ref float g in sent.Values.Span)
        {
            g = (random.NextSingle() - 0.5f) * 1e-3f;
        }

        byte[][] pieces =
            [.. Enumerable.Range(0, GradientPieces.Count(Model.Parameters.Length)).Select(i => GradientPieces.Write(sent, 5, i))];
        Assert.True(pieces.Length > 1);
        Assert.All(pieces, p => Assert.True(p.Length < 80_000));
        random.Shuffle(pieces);
        var assembly = new GradientAssembly(7, Model);
        for (int i = 0; i < pieces.Length; i++)
        {
            Assert.Equal(i == pieces.Length - 1, Add(assembly, pieces[i]));
        }

        BundleGradient found = assembly.Gradient;
        Assert.Equal(
            sent.Values.Span.ToArray().Select(BitConverter.SingleToInt32Bits),
            found.Values.Span.ToArray().Select(BitConverter.SingleToInt32Bits));
        Assert.Equal((sent.Version, sent.Norm, sent.Scales[0]), (found.Version, found.Norm, found.Scales[0]));
        Assert.Equal((32, 1.25, -7.0), (found.Losses.Rows, found.Losses[0], found.Losses[2]));
    }

    [Fact]
    public void WhileAGradientIsAppliedItsBytesStayAndTheNextIsRefused()
    {
        var assembly = new GradientAssembly(0, Model);
        byte[][] Of(long number, float fill)
        {
            var sent = new BundleGradient(0, 1) { Values = new ParameterVector(Model.Parameters) };
            sent.Values.Span.Fill(fill);
            return
            [
                .. Enumerable.Range(0, GradientPieces.Count(Model.Parameters.Length))
                    .Select(i => GradientPieces.Write(sent, number, i)),
            ];
        }

        foreach (byte[] piece in Of(1, 0.25f))
        {
            Add(assembly, piece);
        }

        Assert.False(Add(assembly, Of(1, 0.5f)[0]));
        Assert.Throws<InvalidDataException>(() => Add(assembly, Of(2, 0.5f)[0]));
        Assert.All(assembly.Gradient.Values.Span.ToArray(), g => Assert.Equal(0.25f, g));
        assembly.End();
        Assert.False(Add(assembly, Of(2, 0.5f)[0]));
        Assert.Equal(0.5f, assembly.Gradient.Values.Span[0]);
    }

    private static bool Add(GradientAssembly assembly, byte[] piece)
    {
        using var reader = new BinaryReader(new MemoryStream(piece));
        (_, long number, int index) = GradientPieces.ReadNumbers(reader);
        return assembly.Add(piece, reader, number, index);
    }
}

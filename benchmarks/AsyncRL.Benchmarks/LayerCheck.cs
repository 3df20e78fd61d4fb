using AsyncRL.Benchmarks.Peers;
using AsyncRL.Neural;

namespace AsyncRL.Benchmarks;

/// <summary>
/// Whether what <see cref="NeuralLayers"/> times computes the same: every layer and library, outputs and gradients.
/// </summary>
internal static class LayerCheck
{
    private const int Rows = 5;

    // Sums of up to 2,592 products in another order.
    private const float Tolerance = 1e-4f;

    /// <returns>The exit code: 0 when all agree.</returns>
    public static int Run()
    {
        int wrong = 0;
        foreach (string layer in LayerWorkload.Layers)
        {
            foreach ((string name, IMatrixLibrary? library) in Libraries())
            {
                if (library is null)
                {
                    Console.WriteLine($"{layer}: {name} is not installed");
                    continue;
                }

                float difference = Difference(layer, library);
                wrong += difference <= Tolerance ? 0 : 1;
                Console.WriteLine($"{layer}: {name} differs by {difference:G3}{(difference <= Tolerance ? "" : ": WRONG")}");
            }
        }

        return wrong == 0 ? 0 : 1;
    }

    private static IEnumerable<(string Name, IMatrixLibrary? Library)> Libraries() =>
        [("System.Numerics.Tensors", new TensorProducts()), ("OpenBLAS", OpenBlas.Find()), ("oneDNN", OneDnn.Find())];

    private static float Difference(string name, IMatrixLibrary library)
    {
        var ours = new LayerWorkload(name, Rows, KernelSet.Best);
        var peer = new PeerLayer(ours, library);
        ours.Forward();
        peer.Forward();
        float squares = ours.Backward(), peerSquares = peer.Backward();
        ReadOnlySpan<float> gradient = ours.Gradient.Span;
        float difference = Math.Max(
            Math.Max(Greatest(ours.Output.Span, peer.Output.Span), Math.Abs(squares - peerSquares) / Math.Max(1f, squares)),
            Math.Max(
                Greatest(gradient.Slice(ours.Stage.WeightOffset, peer.WeightGradient.Length), peer.WeightGradient.Span),
                Greatest(gradient.Slice(ours.Stage.BiasOffset, peer.BiasGradient.Length), peer.BiasGradient.Span)));
        if (ours.Stage is DenseStage dense && !ours.IsFirst)
        {
            for (int r = 0; r < Rows; r++)
            {
                difference = Math.Max(
                    difference,
                    Greatest(
                        ours.InputDelta.Span.Slice(r * ours.InputStride, dense.Inputs),
                        peer.WindowDelta.Slice(r * dense.Inputs, dense.Inputs)));
            }
        }

        return difference;
    }

    // Not a number once, not a number to the end: MathF.Max keeps it.
    private static float Greatest(ReadOnlySpan<float> ours, ReadOnlySpan<float> theirs)
    {
        float greatest = 0f;
        for (int i = 0; i < ours.Length; i++)
        {
            greatest = MathF.Max(greatest, MathF.Abs(ours[i] - theirs[i]));
        }

        return greatest;
    }
}

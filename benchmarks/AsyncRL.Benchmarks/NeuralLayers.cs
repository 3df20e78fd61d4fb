using AsyncRL.Benchmarks.Peers;
using AsyncRL.Neural;
using BenchmarkDotNet.Attributes;

namespace AsyncRL.Benchmarks;

/// <summary>
/// What is each layer of the three networks worth, compared with the scalar formulas and with the same layer made of other
/// libraries' matrix products? The ratio column tells how many times longer they take.
/// </summary>
public class NeuralLayers
{
    private const int SegmentRows = 5;

    private Action best = null!, scalar = null!, tensors = null!, openBlas = null!, oneDnn = null!;

    /// <summary>Ids of the layers.</summary>
    public static IEnumerable<string> Layers => LayerWorkload.Layers;

    [ParamsSource(nameof(Layers))]
    public string Layer { get; set; } = "";

    /// <summary>Acting for one environment, acting for five, and learning from a segment of five.</summary>
    [Params("forward 1", "forward 5", "backward 5")]
    public string Pass { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        bool learns = Pass.StartsWith('b');
        int rows = Pass.EndsWith('1') ? 1 : SegmentRows;
        best = Ours(KernelSet.Best);
        scalar = Ours(new ScalarKernels());
        tensors = Peer(new TensorProducts());
        openBlas = Peer(OpenBlas.Find());
        oneDnn = Peer(OneDnn.Find());

        Action Ours(KernelSet kernels)
        {
            var layer = new LayerWorkload(Layer, rows, kernels);
            return learns ? () => layer.Backward() : layer.Forward;
        }

        // Benchmarks of a library that is not installed are left out (PeerLibraries), so nothing calls the empty action.
        Action Peer(IMatrixLibrary? library)
        {
            if (library is null)
            {
                return () => { };
            }

            var layer = new PeerLayer(new LayerWorkload(Layer, rows, KernelSet.Best), library);
            return learns ? () => layer.Backward() : layer.Forward;
        }
    }

    [Benchmark(Baseline = true)]
    public void Best() => best();

    [Benchmark]
    public void Scalar() => scalar();

    [Benchmark]
    public void NumericsTensors() => tensors();

    [Benchmark]
    public void OpenBlasProducts() => openBlas();

    [Benchmark]
    public void OneDnnProducts() => oneDnn();
}

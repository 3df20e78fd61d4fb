using AsyncRL.Neural;

namespace AsyncRL.Benchmarks;

/// <summary>
/// One of the networks that the command's <c>bench network</c> knows, on random observations, with an optimizer.
/// </summary>
internal sealed class NeuralWorkload
{
    public NeuralWorkload(string name, int rows, KernelSet kernels)
    {
        NetworkDescription description = NeuralNetworks.Describe(name);
        var random = new Random(1);
        Shared = new ParameterVector(description.Parameters);
        description.Initialize(Shared.Span, Initialization.FanInUniform, random.NextDouble);
        Network = new Network(description, rows, new ParameterVector(description.Parameters), learns: true, lanes: 1, kernels);
        Network.Parameters.CopyFrom(Shared);
        for (int slot = 0; slot < rows; slot++)
        {
            // MinAtar's cells are 0 or 1, few of them 1.
            foreach (ref float x in Network.Input(slot))
            {
                x = name == "minatar" ? random.Next(20) == 0 ? 1f : 0f : random.NextSingle();
            }
        }

        Network.Forward(0, rows);
        WriteOutputGradients(rows);
        Network.Backward(0, rows);
    }

    public Network Network { get; }

    public ParameterVector Shared { get; }

    /// <summary>
    /// A backward pass leaves the gradients of the linear heads as they were, so writing them once serves every repetition.
    /// </summary>
    private void WriteOutputGradients(int rows)
    {
        for (int slot = 0; slot < rows; slot++)
        {
            Network.OutputGradient(slot, 0).Fill(0.01f);
            Network.OutputGradient(slot, 1)[0] = -0.01f;
        }
    }
}

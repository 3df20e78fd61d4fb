using AsyncRL.Neural;

namespace AsyncRL.Benchmarking;

/// <summary>
/// The passes through one network of a model, per step or per row as the <see cref="TrainingWork"/> that they belong to.
/// </summary>
/// <param name="Part">Name of the model's part.</param>
/// <param name="Forward">Forward passes of one row, those of its target among them.</param>
/// <param name="Backward">Backward passes of one row that leave gradients of parameters.</param>
/// <param name="ToInput">Backward passes of one row to the network's input, without gradients of parameters.</param>
public sealed record PartPasses(string Part, double Forward, double Backward, double ToInput = 0)
{
    /// <summary>Floating-point operations of the passes.</summary>
    /// <param name="network">The network.</param>
    /// <returns>Nominal operations, two a multiply-add. A pass to the input costs what a forward pass does: each layer passes
    /// its delta back, the first one too.</returns>
    public double Flops(NetworkDescription network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return network.ForwardFlops * (Forward + ToInput) + network.BackwardFlops * Backward;
    }

    internal PartPasses Times(double factor) => this with
    {
        Forward = Forward * factor,
        Backward = Backward * factor,
        ToInput = ToInput * factor,
    };
}

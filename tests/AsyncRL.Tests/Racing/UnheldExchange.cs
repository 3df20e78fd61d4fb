using AsyncRL.Neural;
using AsyncRL.Parameters;

namespace AsyncRL.Tests.Racing;

/// <summary>FROZEN WRONG: an exchange that takes no hold of the slice.</summary>
internal sealed class UnheldExchange(ModelDescription model) : IExchange
{
    private readonly Rendezvous between = new();

    public ParameterVector Theta { get; } = new(model.Parameters);

    public int Slices => (model.Parameters.Length + ExchangedParameters.SliceFloats - 1) / ExchangedParameters.SliceFloats;

    public bool TryExchange(int slice, ParameterVector own, ParameterVector agreed)
    {
        int first = slice * ExchangedParameters.SliceFloats;
        int end = Math.Min(first + ExchangedParameters.SliceFloats, model.Parameters.Length);
        float[] seen = Theta.Span[first..end].ToArray();
        between.Meet();
        for (int i = first; i < end; i++)
        {
            Theta.Span[i] = own.Span[i] = agreed.Span[i] = seen[i - first] + (own.Span[i] - agreed.Span[i]);
        }

        return true;
    }
}

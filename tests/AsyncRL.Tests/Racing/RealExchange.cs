using AsyncRL.Neural;
using AsyncRL.Parameters;

namespace AsyncRL.Tests.Racing;

/// <summary>The exchange of the program.</summary>
internal sealed class RealExchange : IExchange
{
    private readonly SharedParameters shared;
    private readonly ExchangedParameters exchanged;

    public RealExchange(ModelDescription model)
    {
        shared = new SharedParameters(model, new MomentumSgd(0), sharesStatistics: true);
        exchanged = new ExchangedParameters(shared, threads: 1, every: 1, segment: 5);
    }

    public ParameterVector Theta => shared.Theta;

    public int Slices => exchanged.Slices;

    public bool TryExchange(int slice, ParameterVector own, ParameterVector agreed) =>
        exchanged.TryExchange(slice, own, agreed, statistics: null);
}

using AsyncRL.Neural;
using AsyncRL.Parameters;

namespace AsyncRL.Tests.Racing;

/// <summary>The published parameters of the program.</summary>
internal sealed class RealPublication : IPublication
{
    private readonly SharedParameters shared;
    private readonly PublishedParameters published;
    private readonly ParameterVector gradient;
    private long updates;

    public RealPublication(ModelDescription model, int lag)
    {
        shared = new SharedParameters(model, new MomentumSgd(0), sharesStatistics: true);
        published = new PublishedParameters(shared.Theta, lag);
        gradient = new ParameterVector(model.Parameters);
        gradient.Span.Fill(-1f);
    }

    public void Update() => published.Update(shared, gradient, shared.Statistics!, [++updates], rates: [1f], scales: [1f]);

    public long CopyTo(ParameterVector to) => published.CopyTo(to);
}

using AsyncRL.Bundles;
using AsyncRL.Cluster.Wire;
using AsyncRL.Neural;
using AsyncRL.Objectives;
using AsyncRL.Parameters;

namespace AsyncRL.Cluster.Actors;

/// <summary>
/// The parameter server as a bundle of another process sees it. A gradient is under way while the bundle plays on; the next, and
/// pulling parameters, wait for its answer.
/// </summary>
/// <remarks>Used by the bundle's thread. Its calls throw a <see cref="SessionOverException"/> once the session is over.</remarks>
/// <param name="fetched">The parameters that the process fetched last.</param>
/// <param name="target">The target network's.</param>
internal sealed class ServerPort(PublishedParameters fetched, PublishedParameters target) : IParameterServer
{
    private ISession? session;
    private Task underWay = Task.CompletedTask;
    private long pushed;

    /// <summary>Gradients that were not sent because their loss was an outlier, since they were last reported.</summary>
    public int Outliers { get; private set; }

    /// <summary>Gradients that were not sent because a number in them was not finite, since they were last reported.</summary>
    public int Nonfinite { get; private set; }

    /// <summary>Begins a session; what was under way in the last is of no interest any more.</summary>
    /// <param name="next">The session.</param>
    public void Begin(ISession next)
    {
        session = next;
        underWay = Task.CompletedTask;
    }

    /// <summary>Says that what was dropped is reported.</summary>
    public void Reported() => Outliers = Nonfinite = 0;

    /// <inheritdoc/>
    public PulledVersions Pull(ParameterVector theta, ParameterVector thetaMinus, long known)
    {
        underWay.GetAwaiter().GetResult();
        session!.Pull().GetAwaiter().GetResult();
        long refresh = target.Version == known ? known : target.CopyTo(thetaMinus);
        return new PulledVersions(fetched.CopyTo(theta), refresh);
    }

    /// <inheritdoc/>
    public void Push(BundleGradient gradient)
    {
        pushed++;
        var pieces = new byte[GradientPieces.Count(gradient.Values.Layout.Length)][];
        for (int i = 0; i < pieces.Length; i++)
        {
            pieces[i] = GradientPieces.Write(gradient, pushed, i);
        }

        underWay.GetAwaiter().GetResult();
        ISession present = session!;
        underWay = PieceWindow.Each(0, pieces.Length, piece => present.Push(pieces[piece]));
    }

    /// <inheritdoc/>
    public void DropOutlier(in LossSums losses) => Outliers++;

    /// <inheritdoc/>
    public void DropNonfinite() => Nonfinite++;
}

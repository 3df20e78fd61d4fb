using AsyncRL.Bundles;
using AsyncRL.Cluster.Hub;
using AsyncRL.Cluster.Wire;
using AsyncRL.Observations;

namespace AsyncRL.Cluster.Actors;

/// <summary>A bundle of Gorila whose gradients go to another process. Its replay memory outlives sessions, not the
/// process.</summary>
/// <param name="number">Its number in the run.</param>
/// <param name="port">Grants it steps.</param>
/// <param name="bundle">Plays and learns.</param>
/// <param name="server">Takes its gradients.</param>
/// <param name="options">Of the run.</param>
/// <param name="normalizer">The statistics of the observations; null unless they are normalised.</param>
internal sealed class RemoteBundle(
    int number, ActorPort port, Bundle bundle, ServerPort server, TrainingOptions options, ObservationNormalizer? normalizer)
    : RemotePlayer(number, port, bundle.Player.Player, normalizer)
{
    private readonly int portion = BundleReport.Portion(options);
    private int unreported;

    /// <inheritdoc/>
    public override void Play()
    {
        server.Begin(Session);
        bundle.ForgetPulled();
        Ask();
        Ask();
        try
        {
            while (Port.AwaitSteps())
            {
                if (bundle.Step())
                {
                    unreported++;
                    if (unreported >= portion || Port.IsEmpty)
                    {
                        Report();
                    }
                }
                else if (Port.StopRequested)
                {
                    return;
                }
            }
        }
        catch (SessionOverException)
        {
            // The session lets the port lapse.
        }
    }

    /// <inheritdoc/>
    public override void LayDown()
    {
        Player.GiveBackClaim();
        unreported = 0;
    }

    private void Report()
    {
        int steps = unreported;
        unreported = 0;
        Deliver((writer, sequence) => BundleReport.Write(writer, new Delivered(Number, sequence)
        {
            Steps = steps, Version = bundle.Version, Outliers = server.Outliers, Nonfinite = server.Nonfinite,
        }));
        server.Reported();
    }
}

using System.Net;
using System.Net.Sockets;
using AsyncRL.Cluster.Wire;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;

namespace AsyncRL.Cluster.Engine;

/// <summary>The engine on the learner's side: a silo of Orleans that processes connect to.</summary>
internal sealed class LearnerSilo : IAsyncDisposable
{
    /// <summary>What silo and clients call the cluster.</summary>
    public const string Name = "asyncrl";

    /// <summary>What the gateway is called, wherever it listens: see <see cref="FixedDestination"/>.</summary>
    public static readonly IPEndPoint Gateway = new(IPAddress.Loopback, 7700);

    private readonly IHost host;

    private LearnerSilo(IHost host, IPEndPoint address)
    {
        this.host = host;
        Address = address;
    }

    /// <summary>Where processes connect.</summary>
    public IPEndPoint Address { get; }

    /// <summary>Starts the silo.</summary>
    /// <param name="learner">What it passes calls to.</param>
    /// <param name="listen">Where processes connect.</param>
    /// <param name="seal">Encrypts the connections; null on the loopback alone.</param>
    /// <returns>The silo.</returns>
    /// <exception cref="ClusterException">The address cannot be listened at.</exception>
    public static async Task<LearnerSilo> Start(ILearner learner, IPEndPoint listen, ClusterSeal? seal)
    {
        RequireFree(listen);
        var inner = new IPEndPoint(IPAddress.Loopback, FreePort());
        IHostBuilder builder = new HostBuilder()
            .ConfigureServices(services => services.AddSingleton<IHostLifetime, QuietLifetime>().AddSingleton(learner))
            .UseOrleans(silo =>
            {
                silo.UseLocalhostClustering(inner.Port, Gateway.Port, serviceId: Name, clusterId: Name);
                silo.Configure<EndpointOptions>(o =>
                {
                    o.AdvertisedIPAddress = Gateway.Address;
                    o.SiloPort = inner.Port;
                    o.SiloListeningEndpoint = inner;
                    o.GatewayPort = Gateway.Port;
                    o.GatewayListeningEndpoint = listen;
                });
                silo.Configure<SiloMessagingOptions>(o => o.ResponseTimeout = OrleansLink.LongestAnswer);
                if (seal is not null)
                {
                    silo.UseTls(seal.Certificate, seal.Guard);
                }
            });
        IHost host = builder.Build();
        try
        {
            await host.StartAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            host.Dispose();
            throw e.GetBaseException() is SocketException
                ? CannotListen(listen, e)
                : new ClusterException($"The cluster at {listen} could not be started: {e.GetBaseException().Message}", e);
        }

        return new LearnerSilo(host, listen);
    }

    /// <summary>A port of the loopback that nobody listens at now.</summary>
    public static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    /// <summary>Looks whether an address can be listened at.</summary>
    /// <param name="listen">The address.</param>
    /// <exception cref="ClusterException">It cannot.</exception>
    public static void RequireFree(IPEndPoint listen)
    {
        try
        {
            using var probe = new TcpListener(listen);
            probe.Start();
        }
        catch (SocketException e)
        {
            throw CannotListen(listen, e);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using (host)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(3));
            try
            {
                await host.StopAsync(patience.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // The process is about to end anyway.
            }
        }
    }

    private static ClusterException CannotListen(IPEndPoint listen, Exception e) => new(
        $"{listen} cannot be listened at: {e.GetBaseException().Message.TrimEnd('.')}. " +
        (e.GetBaseException() is SocketException socket ? socket.SocketErrorCode : SocketError.SocketError) switch
        {
            SocketError.AddressNotAvailable => $"Name an address of this machine, or 0.0.0.0:{listen.Port} for all it has.",
            SocketError.AccessDenied => "Name a port above 1023: those below are for the system.",
            _ => "Name another port, or end what uses it.",
        }, e);
}

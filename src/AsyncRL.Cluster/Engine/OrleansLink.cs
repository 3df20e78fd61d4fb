using System.Net;
using AsyncRL.Cluster.Wire;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Concurrency;
using Orleans.Configuration;

namespace AsyncRL.Cluster.Engine;

/// <summary>A connection to a learner through Orleans: a client of the learner's silo.</summary>
/// <remarks>
/// Whoever asks limits the wait for an answer himself. A link that failed is not mended but made anew: after a partition that is
/// faster than waiting for TCP to try again.
/// </remarks>
internal sealed class OrleansLink : ILearnerLink
{
    /// <summary>How long the engine waits for an answer: longer than anybody who asks.</summary>
    public static readonly TimeSpan LongestAnswer = TimeSpan.FromMinutes(10);

    private readonly IHost host;
    private readonly ILearnerGrain grain;

    private OrleansLink(IHost host)
    {
        this.host = host;
        grain = host.Services.GetRequiredService<IClusterClient>().GetGrain<ILearnerGrain>(0);
    }

    /// <summary>Connects.</summary>
    /// <param name="addresses">Where the learner may listen; the first at which somebody does counts.</param>
    /// <param name="seal">Encrypts the connection; null on the loopback alone.</param>
    /// <returns>The link.</returns>
    /// <exception cref="ClusterException">The token is of another learner.</exception>
    /// <exception cref="ConnectionRefusedException">The learner does not take the token, or is just ending.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">Nobody is there.</exception>
    public static async Task<ILearnerLink> Connect(IReadOnlyList<IPEndPoint> addresses, ClusterSeal? seal)
    {
        // The engine would go on trying for a while, and not say why.
        IPEndPoint address = await LearnerProbe.Find(addresses, seal).ConfigureAwait(false);
        IHost host = new HostBuilder()
            .ConfigureServices(services => services.AddSingleton<IHostLifetime, QuietLifetime>())
            .UseOrleansClient(client =>
            {
                client.UseStaticClustering(LearnerSilo.Gateway);
                client.Configure<ClusterOptions>(o => (o.ClusterId, o.ServiceId) = (LearnerSilo.Name, LearnerSilo.Name));
                client.Configure<ClientMessagingOptions>(o => o.ResponseTimeout = LongestAnswer);
                if (seal is not null)
                {
                    client.UseTls(seal.Certificate, seal.Guard);
                }
            })
            .ConfigureServices(services => FixedDestination.AddTo(services, address))
            .Build();
        try
        {
            await host.StartAsync().WaitAsync(TimeSpan.FromSeconds(20)).ConfigureAwait(false);
            return new OrleansLink(host);
        }
        catch
        {
            _ = Task.Run(host.Dispose);
            throw;
        }
    }

    /// <inheritdoc/>
    public Task<Greeting> Greet(string version, string secret) => grain.Greet(version, secret);

    /// <inheritdoc/>
    public Task<Admission> Join(Application application) => grain.Join(application);

    /// <inheritdoc/>
    public Task<Receipt> Claim(long lease) => grain.Claim(lease);

    /// <inheritdoc/>
    public Task<Receipt> Deliver(long lease, byte[] content) => grain.Deliver(lease, content.AsImmutable());

    /// <inheritdoc/>
    public Task<Piece> Fetch(long lease, long version, int piece) => grain.Fetch(lease, version, piece);

    /// <inheritdoc/>
    public Task<Receipt> Push(long lease, byte[] content) => grain.Push(lease, content.AsImmutable());

    /// <inheritdoc/>
    public Task<Piece> FetchTarget(long lease, long version, int piece) => grain.FetchTarget(lease, version, piece);

    /// <inheritdoc/>
    public Task<Receipt> Beat(long lease) => grain.Beat(lease);

    /// <inheritdoc/>
    public Task Leave(long lease) => grain.Leave(lease);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using (host)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
            try
            {
                await host.StopAsync(patience.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // The learner is gone.
            }
        }
    }
}

using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace AsyncRL.Cluster.Engine;

/// <summary>A first, short connection to a learner, which tells in a sentence what the engine would go on trying.</summary>
internal static class LearnerProbe
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Finds the learner: a name may stand for addresses of which it listens at some.</summary>
    /// <param name="addresses">Where it may be; at least one.</param>
    /// <param name="seal">Of the token; null on the loopback alone.</param>
    /// <returns>The first at which somebody is.</returns>
    /// <exception cref="ClusterException">The token is of another learner.</exception>
    /// <exception cref="ConnectionRefusedException">It does not take the token, or is just ending.</exception>
    /// <exception cref="SocketException">Nobody is at any of them.</exception>
    public static async Task<IPEndPoint> Find(IReadOnlyList<IPEndPoint> addresses, ClusterSeal? seal)
    {
        for (int i = 0; ; i++)
        {
            try
            {
                await Check(addresses[i], seal).ConfigureAwait(false);
                return addresses[i];
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException && i + 1 < addresses.Count)
            {
                // The next.
            }
        }
    }

    /// <summary>Looks whether there is a learner that takes a token.</summary>
    /// <param name="address">Where it should be.</param>
    /// <param name="seal">Of the token; null on the loopback alone.</param>
    /// <exception cref="ClusterException">The token is of another learner.</exception>
    /// <exception cref="ConnectionRefusedException">It does not take the token, or is just ending.</exception>
    /// <exception cref="SocketException">Nobody is there.</exception>
    public static async Task Check(IPEndPoint address, ClusterSeal? seal)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var client = new TcpClient();
        await client.ConnectAsync(address, patience.Token).ConfigureAwait(false);
        if (seal is null)
        {
            return;
        }

        bool isOther = false;
        using var stream = new SslStream(client.GetStream());
        try
        {
            await stream.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = "asyncrl",
                    ClientCertificates = [seal.Certificate],
                    RemoteCertificateValidationCallback = (_, certificate, _, _) => !(isOther = !seal.IsExpected(certificate)),
                    EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                },
                patience.Token).ConfigureAwait(false);

            // A server that does not take the client's certificate says so with its first answer: it closes. One that does waits.
            byte[] first = new byte[1];
            using var quick = new CancellationTokenSource(TimeSpan.FromSeconds(1));
            if (await stream.ReadAsync(first, quick.Token).ConfigureAwait(false) == 0)
            {
                throw new ConnectionRefusedException(address);
            }
        }
        catch (OperationCanceledException) when (!patience.IsCancellationRequested)
        {
            // It waits for what the engine says first.
        }
        catch (Exception e) when (e is AuthenticationException or IOException and not ConnectionRefusedException)
        {
            throw isOther
                ? new ClusterException(
                    $"The learner at {address} is not the one that the token is of: its certificate is another one. " +
                    "Take the token that it printed.")
                : new ConnectionRefusedException(address);
        }
    }
}

using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace AsyncRL.Cluster.Engine;

/// <summary>A first, short connection to a learner, which tells in a sentence what the engine would go on trying.</summary>
internal static class LearnerProbe
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Looks whether there is a learner that takes a token.</summary>
    /// <param name="address">Where it should be.</param>
    /// <param name="seal">Of the token; null on the loopback alone.</param>
    /// <exception cref="ClusterException">The token is not its own.</exception>
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
                throw Refused(address);
            }
        }
        catch (OperationCanceledException) when (!patience.IsCancellationRequested)
        {
            // It waits for what the engine says first.
        }
        catch (Exception e) when (e is AuthenticationException or IOException)
        {
            throw isOther
                ? new ClusterException(
                    $"The learner at {address} is not the one that the token is of: its certificate is another one. " +
                    "Take the token that it printed.")
                : Refused(address);
        }
    }

    private static ClusterException Refused(IPEndPoint address) => new(
        $"The learner at {address} does not take the token's secret; take the token that it printed.");
}

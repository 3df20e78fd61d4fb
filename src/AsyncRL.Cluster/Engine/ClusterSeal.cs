using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Orleans.Connections.Security;

namespace AsyncRL.Cluster.Engine;

/// <summary>
/// What encrypts the connections of a run and keeps strangers out: TLS with a certificate on both sides. The learner shows its
/// own, whose fingerprint is in the join token; whoever joins shows one that is made from the token's secret.
/// </summary>
/// <param name="own">The certificate that this side shows.</param>
/// <param name="expected">SHA-256 of the public key that the other side must show.</param>
internal sealed class ClusterSeal(X509Certificate2 own, byte[] expected)
{
    /// <summary>The certificate that this side shows.</summary>
    public X509Certificate2 Certificate { get; } = own;

    /// <summary>SHA-256 of a certificate's public key.</summary>
    /// <param name="certificate">The certificate.</param>
    public static byte[] Fingerprint(X509Certificate certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return SHA256.HashData(certificate.GetPublicKey());
    }

    /// <summary>Makes a certificate from a private key; valid for as long as a run may last.</summary>
    /// <param name="key">The key.</param>
    public static X509Certificate2 Certify(ECDsa key)
    {
        var request = new CertificateRequest("CN=asyncrl", key, HashAlgorithmName.SHA256);
        using X509Certificate2 made = request.CreateSelfSigned(
            DateTimeOffset.UtcNow.AddDays(-30), DateTimeOffset.UtcNow.AddYears(20));

        // Some platforms do not take a key that exists in memory alone.
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }

    /// <summary>Sets the engine's connections up.</summary>
    /// <param name="options">Its options.</param>
    public void Guard(TlsOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
        options.CheckCertificateRevocation = false;
        options.RemoteCertificateMode = RemoteCertificateMode.RequireCertificate;
        options.ClientCertificateMode = RemoteCertificateMode.RequireCertificate;
        options.RemoteCertificateValidation = (certificate, _, _) => IsExpected(certificate);
        options.LocalServerCertificateSelector = (_, _) => Certificate;
        options.OnAuthenticateAsClient = (_, client) =>
        {
            client.TargetHost = "asyncrl";
            client.ClientCertificates = [Certificate];
        };
    }

    /// <summary>Whether the other side shows the right certificate.</summary>
    /// <param name="certificate">What it shows.</param>
    public bool IsExpected(X509Certificate? certificate) =>
        certificate is not null && CryptographicOperations.FixedTimeEquals(Fingerprint(certificate), expected);
}

using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AsyncRL.Cluster.Engine;

/// <summary>
/// What a machine needs to join a run: the fingerprint of the learner's certificate and a secret, the private key that whoever
/// joins makes its own certificate from. Whoever has the token can play for the run, and read its parameters.
/// </summary>
internal sealed class JoinToken
{
    private const int Length = 32;
    private static readonly ECCurve Curve = ECCurve.NamedCurves.nistP256;

    private readonly byte[] fingerprint;
    private readonly byte[] secret;

    private JoinToken(byte[] fingerprint, byte[] secret)
    {
        this.fingerprint = fingerprint;
        this.secret = secret;
    }

    /// <summary>Reads a token.</summary>
    /// <param name="text">What <see cref="ToString"/> wrote.</param>
    /// <exception cref="ClusterException">It is none.</exception>
    public static JoinToken Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            byte[] bytes = Base64Url.DecodeFromChars(text.Trim());
            return bytes.Length == 2 * Length ? new JoinToken(bytes[..Length], bytes[Length..]) : throw new FormatException();
        }
        catch (FormatException)
        {
            throw NoToken(text);
        }
    }

    /// <summary>The token of a learner's keys.</summary>
    /// <param name="learner">The learner's certificate.</param>
    /// <param name="join">The key of those who join.</param>
    public static JoinToken Of(X509Certificate2 learner, ECDsa join)
    {
        ArgumentNullException.ThrowIfNull(join);
        byte[] key = join.ExportParameters(includePrivateParameters: true).D!;
        return new JoinToken(ClusterSeal.Fingerprint(learner), key);
    }

    /// <summary>What encrypts the connection of one who joins.</summary>
    /// <exception cref="ClusterException">The secret cannot be one: not every number is a key.</exception>
    public ClusterSeal ToSeal()
    {
        try
        {
            using ECDsa key = ECDsa.Create(new ECParameters { Curve = Curve, D = secret });
            return new ClusterSeal(ClusterSeal.Certify(key), fingerprint);
        }
        catch (CryptographicException)
        {
            throw NoToken(ToString());
        }
    }

    /// <summary>The token in letters, digits, - and _, which go through any shell.</summary>
    public override string ToString() => Base64Url.EncodeToString([.. fingerprint, .. secret]);

    private static ClusterException NoToken(string text) => new(
        $"--token: '{text}' is no join token; take the one that 'asyncrl cluster serve' printed: 86 letters, digits, - and _.");
}

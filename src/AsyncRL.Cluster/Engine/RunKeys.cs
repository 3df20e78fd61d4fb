using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AsyncRL.Cluster.Engine;

/// <summary>
/// The keys of a run that is served: kept in its folder, readable by its owner alone, so that a learner that is started again has
/// the same token, and those who have joined come back by themselves.
/// </summary>
internal sealed class RunKeys
{
    private RunKeys(ECDsa learner, ECDsa join)
    {
        X509Certificate2 own = ClusterSeal.Certify(learner);
        using X509Certificate2 theirs = ClusterSeal.Certify(join);
        Seal = new ClusterSeal(own, ClusterSeal.Fingerprint(theirs));
        Token = JoinToken.Of(own, join);
    }

    /// <summary>What encrypts the learner's connections.</summary>
    public ClusterSeal Seal { get; }

    /// <summary>What a machine needs to join.</summary>
    public JoinToken Token { get; }

    /// <summary>Takes the keys of a file, or makes them and the file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ClusterException">The file is damaged.</exception>
    public static RunKeys In(string path)
    {
        using ECDsa learner = ECDsa.Create(ECCurve.NamedCurves.nistP256), join = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        if (File.Exists(path))
        {
            try
            {
                string[] keys = File.ReadAllLines(path);
                learner.ImportPkcs8PrivateKey(Convert.FromBase64String(keys[0]), out _);
                join.ImportPkcs8PrivateKey(Convert.FromBase64String(keys[1]), out _);
                return new RunKeys(learner, join);
            }
            catch (Exception e) when (e is FormatException or CryptographicException or IndexOutOfRangeException)
            {
                throw new ClusterException(
                    $"The keys in '{path}' are damaged ({e.Message}); delete the file to have new ones made, and join with the " +
                    "new token.");
            }
        }

        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var writer = new StreamWriter(path, options))
        {
            writer.WriteLine(Convert.ToBase64String(learner.ExportPkcs8PrivateKey()));
            writer.WriteLine(Convert.ToBase64String(join.ExportPkcs8PrivateKey()));
        }

        return new RunKeys(learner, join);
    }
}

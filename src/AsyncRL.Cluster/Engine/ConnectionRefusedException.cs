using System.Net;

namespace AsyncRL.Cluster.Engine;

/// <summary>
/// A learner closed a connection as soon as it was made. It does not take the token's secret, or it is just ending: the
/// connection does not tell.
/// </summary>
/// <param name="address">Where it is.</param>
internal sealed class ConnectionRefusedException(IPEndPoint address) : IOException(
    $"The learner at {address} closes the connection: it does not take the token's secret, or it is just ending; take the " +
    "token that it printed.");

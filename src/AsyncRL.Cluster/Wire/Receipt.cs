namespace AsyncRL.Cluster.Wire;

/// <summary>The learner's answer to what an actor process sends.</summary>
/// <param name="Standing">How the process stands.</param>
/// <param name="Granted">Steps that the actor may play besides those granted before.</param>
/// <param name="Newest">Updates of the newest parameters.</param>
/// <param name="Steps">T.</param>
[GenerateSerializer]
internal readonly record struct Receipt(Standing Standing, int Granted, long Newest, long Steps);

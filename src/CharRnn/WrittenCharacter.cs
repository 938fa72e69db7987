using System.Text;

namespace CharRnn;

/// <summary>A character that a network has written, with its probability.</summary>
/// <param name="Character">The character.</param>
/// <param name="LogProbability">
/// ln p of the character in nats, 0 or less, in the network's unmodified distribution, without temperature, top-k and nucleus. Its negative is the
/// surprise, the loss of the character.
/// </param>
public readonly record struct WrittenCharacter(Rune Character, double LogProbability);
